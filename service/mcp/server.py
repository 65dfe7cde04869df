"""Make the server of the protocol: this module alone knows the types of the library."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)

from corpus.errors import BadRequest, PinciteError
from service import __version__
from service.answers.serving import NotReady
from service.mcp import resources, tools
from service.mcp.desk import Caller, Desk
from service.mcp.progress import Progress
from service.mcp.results import UNTRUSTED, refused

Work = Callable[[], Any]
Runner = Callable[[Work], Awaitable[Any]]
"""Runs blocking work, and returns its result."""

_READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_server(desk: Desk, run: Runner, *, in_thread: bool) -> Server[Any]:
    """Return a server whose tools answer from a desk.

    Args:
        run: runs what blocks, such as a search.
        in_thread: whether it does so in a thread of anyio, beside the loop that tells the client
            of the progress, and hears that it has cancelled.
    """
    answers = _Answers(desk, run, in_thread)
    return Server(
        "pincite",
        version=__version__,
        title="Pincite",
        instructions=tools.INSTRUCTIONS,
        on_list_tools=answers.list_tools,
        on_call_tool=answers.call_tool,
        on_list_resources=answers.list_resources,
        on_list_resource_templates=answers.list_templates,
        on_read_resource=answers.read_resource,
        on_list_prompts=answers.list_prompts,
        on_get_prompt=answers.get_prompt,
    )


class _Answers:
    """Answers the requests of the protocol."""

    def __init__(self, desk: Desk, run: Runner, in_thread: bool) -> None:
        self._desk = desk
        self._run = run
        self._in_thread = in_thread

    async def list_tools(self, _context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in tools.TOOLS])

    async def call_tool(self, context: Any, params: CallToolRequestParams) -> CallToolResult:
        caller = Caller(Progress(context.session.report_progress)) if self._in_thread else Caller()
        try:
            result = await self._run(
                lambda: tools.call(self._desk, params.name, params.arguments or {}, caller)
            )
        except anyio.get_cancelled_exc_class():
            caller.gone.set()
            raise
        return CallToolResult.model_validate(result.wire)

    async def list_resources(self, _context: Any, _params: Any) -> ListResourcesResult:
        about = "The index: reports, sentences, models, statuses and limits, as JSON."
        listed = Resource(
            uri=resources.ABOUT, name="about", description=about, mime_type="application/json"
        )
        return ListResourcesResult(resources=[listed])

    async def list_templates(self, _context: Any, _params: Any) -> ListResourceTemplatesResult:
        templates = [
            ResourceTemplate(uri_template=uri, name=name, description=description)
            for uri, name, description in resources.TEMPLATES
        ]
        return ListResourceTemplatesResult(resource_templates=templates)

    async def read_resource(
        self, _context: Any, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        uri = str(params.uri)
        try:
            found = await self._run(lambda: resources.read(self._desk, uri))
        except (PinciteError, NotReady) as error:
            raise _protocol_error(error) from None
        return ReadResourceResult(contents=[_content(uri, one) for one in found])

    async def list_prompts(self, _context: Any, _params: Any) -> ListPromptsResult:
        asked = PromptArgument(name="question", description="the question", required=True)
        prompt = Prompt(name=tools.PROMPT, description=tools.PROMPT_DESCRIPTION, arguments=[asked])
        return ListPromptsResult(prompts=[prompt])

    async def get_prompt(self, _context: Any, params: GetPromptRequestParams) -> GetPromptResult:
        question = (params.arguments or {}).get("question", "").strip()
        if params.name != tools.PROMPT:
            raise _protocol_error(BadRequest("there is no such prompt", f"use {tools.PROMPT}"))
        if not question:
            raise _protocol_error(BadRequest("question is missing", field="question"))
        message = PromptMessage(role="user", content=TextContent(text=tools.prompt(question)))
        return GetPromptResult(description=tools.PROMPT_DESCRIPTION, messages=[message])


def _listed(tool: tools.Tool) -> Tool:
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=_READ_ONLY,
    )


def _content(uri: str, content: resources.Content) -> TextResourceContents:
    mark = UNTRUSTED if content.untrusted else None
    return TextResourceContents(
        uri=uri, text=content.text, mime_type=content.media_type, _meta=mark
    )


def _protocol_error(error: PinciteError | NotReady) -> MCPError:
    known = error if isinstance(error, PinciteError) else PinciteError(str(error))
    return MCPError(INVALID_PARAMS, str(known), dict(refused(known).structured))
