import pytest

from index.words.languages import foreign_language

ASKED = {
    "German": """
Wie viele amerikanische Soldaten sind in Japan stationiert?
Wann wurde der Vertrag unterzeichnet?
Wo liegt Okinawa?
Wer leitet den Ausschuss und seit wann?
Warum wurde die Basis verlegt?
Was macht die NATO in Europa?
Welche Länder haben das Abkommen nicht ratifiziert?
Wie hoch ist der Anteil der erneuerbaren Energien?
Gibt es eine Obergrenze für die Ausgaben?
Was bedeutet kollektive Selbstverteidigung?
Muss man die Steuer bis April zahlen?
Wie lange gilt das Visum?
Hat der Kongress dem Haushalt zugestimmt?
Wodurch unterscheidet sich das neue Gesetz vom alten?
Wer war der erste Präsident der Vereinigten Staaten?
In welchem Jahr begann der Krieg?
wie viel kostet ein Zerstörer
Kann ein Gericht die Verordnung aufheben?
Worum geht es in dem Bericht?
Ich möchte wissen, wie die Behörde Daten sammelt
""",
    "French": """
Combien de soldats américains sont stationnés au Japon ?
Quand le traité a-t-il été signé ?
Où se trouve Okinawa ?
Qui préside la commission ?
Pourquoi la base a-t-elle été déplacée ?
Quels pays n'ont pas ratifié l'accord ?
Qu'est-ce que la légitime défense collective ?
Quelle est la part des énergies renouvelables ?
Est-ce que le Congrès a approuvé le budget ?
Comment fonctionne le système de santé ?
Faut-il payer l'impôt avant avril ?
Quel est le rôle du tribunal dans cette affaire ?
Y a-t-il un plafond pour les dépenses ?
combien coûte un destroyer
Qui a fondé l'organisation et en quelle année ?
Que dit le rapport sur les données personnelles ?
Depuis quand les femmes peuvent-elles voter ?
Les tarifs douaniers ont-ils augmenté ?
Peut-on annuler cette décision ?
Quelles sont les causes de la guerre ?
""",
    "Spanish": """
¿Cuántas tropas estadounidenses hay en Japón?
¿Cuándo se firmó el tratado?
¿Dónde está Okinawa?
¿Quién preside el comité?
¿Por qué se trasladó la base?
¿Qué países no han ratificado el acuerdo?
¿Cuál es la proporción de energías renovables?
¿Ha aprobado el Congreso el presupuesto?
¿Cómo funciona el sistema de salud?
¿Hay un límite para los gastos?
que es la autodefensa colectiva
cuanto cuesta un destructor
¿Quién fue el primer presidente de los Estados Unidos?
¿En qué año empezó la guerra?
¿Qué dice el informe sobre los datos personales?
¿Desde cuándo pueden votar las mujeres?
¿Puede un tribunal anular la ley?
quien fundo la organizacion y cuando
¿Cuáles son las causas de la crisis?
¿Para qué sirve el fondo?
""",
    "HIRAGANA": """
日本には何人のアメリカ兵が駐留していますか?
条約はいつ署名されましたか?
沖縄はどこにありますか
委員会の議長は誰ですか?
なぜ基地は移転されたのですか?
どの国が協定を批准していませんか?
集団的自衛権とは何ですか?
再生可能エネルギーの割合はどのくらいですか?
議会は予算を承認しましたか?
医療制度はどのように機能していますか?
支出に上限はありますか?
駆逐艦はいくらですか?
初代大統領は誰でしたか?
戦争は何年に始まりましたか?
報告書は個人情報について何と言っていますか?
女性はいつから投票できますか?
裁判所は法律を無効にできますか?
誰が組織を設立しましたか?
危機の原因は何ですか?
このレポートは何についてですか?
""",
    "CJK": """
日本驻扎了多少美军?
条约是什么时候签署的?
冲绳在哪里?
谁主持委员会?
基地为什么搬迁?
哪些国家没有批准协议?
什么是集体自卫权?
可再生能源的比例是多少?
国会批准预算了吗?
医疗系统如何运作?
支出有上限吗?
一艘驱逐舰多少钱?
第一任总统是谁?
战争哪一年开始?
报告对个人数据怎么说?
妇女从什么时候起可以投票?
法院可以废除法律吗?
谁创立了该组织?
危机的原因是什么?
这份报告讲什么?
""",
    "CYRILLIC": """
Сколько американских военных размещено в Японии?
Когда был подписан договор?
Где находится Окинава?
Кто возглавляет комитет?
Почему базу перенесли?
Какие страны не ратифицировали соглашение?
Что такое коллективная самооборона?
Какова доля возобновляемой энергии?
Утвердил ли Конгресс бюджет?
Как работает система здравоохранения?
Есть ли предел расходам?
Сколько стоит эсминец?
Кто был первым президентом США?
В каком году началась война?
Что говорит отчёт о личных данных?
С каких пор женщины могут голосовать?
Может ли суд отменить закон?
Кто основал организацию NATO?
Каковы причины кризиса?
О чём этот отчёт?
""",
    "ARABIC": """
كم عدد القوات الأمريكية في اليابان؟
متى تم توقيع المعاهدة؟
أين تقع أوكيناوا؟
من يرأس اللجنة؟
لماذا نقلت القاعدة؟
ما هي الدول التي لم تصادق على الاتفاق؟
ما هو الدفاع الجماعي عن النفس؟
ما نسبة الطاقة المتجددة؟
هل وافق الكونغرس على الميزانية؟
كيف يعمل النظام الصحي؟
هل هناك حد للإنفاق؟
كم تكلف المدمرة؟
من كان أول رئيس؟
في أي عام بدأت الحرب؟
ماذا يقول التقرير عن البيانات الشخصية؟
منذ متى يحق للنساء التصويت؟
هل يمكن للمحكمة إلغاء القانون؟
من أسس المنظمة؟
ما أسباب الأزمة؟
عن ماذا هذا التقرير؟
""",
    "HANGUL": """
일본에 주둔한 미군은 몇 명입니까?
조약은 언제 체결되었습니까?
오키나와는 어디에 있습니까?
위원회 의장은 누구입니까?
왜 기지를 옮겼습니까?
어느 나라가 협정을 비준하지 않았습니까?
집단적 자위권이란 무엇입니까?
재생 에너지 비율은 얼마입니까?
의회가 예산을 승인했습니까?
의료 제도는 어떻게 운영됩니까?
지출에 상한이 있습니까?
구축함은 얼마입니까?
초대 대통령은 누구였습니까?
전쟁은 몇 년에 시작되었습니까?
보고서는 개인 정보에 대해 무엇이라고 합니까?
여성은 언제부터 투표할 수 있습니까?
법원이 법을 무효로 할 수 있습니까?
누가 조직을 설립했습니까?
위기의 원인은 무엇입니까?
이 보고서는 무엇에 관한 것입니까?
""",
}


@pytest.mark.parametrize("language", ASKED)
def test_nineteen_of_twenty_questions_in_another_language_are_recognised(language: str) -> None:
    asked = ASKED[language].strip().splitlines()
    assert len(asked) == 20
    missed = [question for question in asked if foreign_language(question) is None]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize(
    "question",
    [
        "Who was Maria de la Quellerie?",
        "What type of company is Van Gend en Loos?",
        "ludwig mies van der rohe",
        "law governing the present VA appeal process",
        "fait accompli isr peacetime",
        "section 230 generative ai",
        "was the war won",
        "V-22 Osprey SDF acquisition",
        "What does “Wie geht es dir” mean in English?",
        "el niño effects",
        "die cast magnesium parts",
        "???",
        "12",
        "",
    ],
)
def test_english_with_foreign_names_is_english(question: str) -> None:
    assert foreign_language(question) is None
