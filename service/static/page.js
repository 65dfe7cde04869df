// What every page gains from a script; nothing needs it.
"use strict";
