"""A right-to-left language for the tests: Arabic words made up for them, English where they end.

The words are those of the survey page. A range is written in words (`0 إلى 2`), as a translator
should: digits round a dash turn about where text runs from the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nejtak.project.model import Locale, Looks, Project, QuestionWords, Survey, SurveyWords

SURVEY = "offer-declined"
STRINGS: Mapping[str, Mapping[str, str]] = {
    "page": {
        "languages": "اللغات",
        "demo": "عرض تجريبي: {client} شركة خيالية.",
        "count": "{count} أسئلة، كلها اختيارية. نحو {minutes}.",
        "until": "مفتوح حتى {closes}.",
        "data": "عن بياناتكم (يُفتح في تبويب جديد)",
        "back": "أغلقوا التبويب للعودة.",
    },
    "promise": {
        "reader": "{client} لا ترى إجابتكم.",
        "reader_more": "تقرؤها {partner} وتلخّص الإجابات في تقرير.",
        "own": "نقرأ إجابتكم ولا نعرف من كتبها.",
        "own_more": "نلخّص الإجابات في تقرير.",
        "link": "الرابط نفسه للجميع.",
        "link_more": "لا رمز فيه يدلّ عليكم.",
        "who": "لا نحفظ من أنتم.",
        "who_more": "لا ملفات ارتباط ولا عنوان IP ولا وقت.",
        "five": "خمس إجابات على الأقل وراء التقرير.",
        "five_more": "يُعدّ كل خيار في مجموعات فقط: 0 إلى 2، 3 إلى 5، 6 إلى 8.",
        "more": "ماذا نحفظ، وما الذي لا نستطيع أن نعد به",
    },
    "record": {
        "title": "هذا بالضبط ما نحفظه",
        "pk": "الاستبيان",
        "sealed": "إجاباتكم",
        "sealed_more": "مقفلة. المفتاح لدى {runner} وحدها.",
        "checks": "رقما تحقق",
        "checks_more": "محسوبان من رقم عشوائي ومن إجاباتكم، كي لا تُحفظ مرتين.",
        "expires_more": "للجميع سواء: عندها تحذف قاعدة البيانات الإجابة.",
        "unstored": "يُرسل ولا يُحفظ",
        "unstored_more": "الرقم العشوائي ولغة الصفحة واختبار ضد البرامج.",
        "own": "إجاباتكم كما تُحفظ",
    },
    "limits": {
        "title": "ما لا نستطيع أن نعد به",
        "words": "إذا كتبتم ما لا يعرفه سواكم فقد يخمّن أحد أنه أنتم.",
        "lot": "قد تُستبعد بعض الإجابات من الأرقام بالقرعة.",
    },
    "form": {
        "clear": "مسح",
        "most": "{left} حرف على الأكثر.",
        "names": "لا تكتبوا أسماء،",
        "names_more": "ولا اسمكم، وتجنبوا التواريخ والمسميات.",
        "left": "بقي {left} حرفًا.",
        "over": "{left} حرفًا زائدًا.",
        "name": "»{left}« يشبه اسمًا.",
        "nudge": "فكروا في حذفه. يمكنكم الإرسال على أي حال.",
        "after": "بعد الإرسال",
        "last": "لا يمكنكم تعديل إجابتكم أو حذفها بعد ذلك. لا نعرف أيها إجابتكم.",
        "send": "أرسلوا إجاباتي",
        "sending": "جارٍ الإرسال …",
        "shared": "هل يستخدم غيركم هذا الحاسوب؟ أغلقوا النافذة بعد ذلك.",
    },
    "errors": {
        "prefix": "خطأ:",
        "empty_title": "هناك مشكلة",
        "empty": "أجيبوا عن سؤال واحد على الأقل قبل الإرسال",
    },
    "check": {
        "title": "راجعوا إجاباتكم",
        "text": "لم تُرسل بعد.",
        "none": "بلا إجابة",
        "edit": "تعديل",
        "edit_all": "تعديل الإجابات",
    },
}
TITLE = "لماذا كان الجواب «لا، شكرًا»؟"
INTRO = "<p>لقد اعتذرتم عن وظيفة لدينا، ونحن نحترم ذلك. هل تخبروننا بالسبب؟</p>"
PARTS: Mapping[Looks, str] = {"back": "نظرة إلى الوراء", "forward": "نظرة إلى الأمام"}
FAMILIES = {
    "offer": "العرض",
    "job": "الوظيفة",
    "process": "اللقاء معكم",
    "plans": "خططي الأخرى",
}
REASONS = {
    "pay": "الراتب والتقاعد والمزايا",
    "flexibility": "المرونة والعمل من المنزل",
    "terms": "المسمى أو العقد أو تاريخ البدء",
    "tasks": "المهام والمسؤولية والتطور",
    "mismatch": "الوظيفة تختلف عن الإعلان",
    "location": "الموقع والمواصلات",
    "chemistry": "المقابلات والانسجام",
    "manager": "المدير والزملاء",
    "culture": "الثقافة والقيم",
    "reputation": "سمعتكم ومستقبلكم",
    "process": "إجراءات بطيئة أو غير واضحة",
    "rival": "عرض أفضل إجمالًا",
    "stayed": "أفضّل البقاء حيث أنا",
    "field": "مجال أو مهنة أخرى",
    "private": "ظروف عائلية أو خاصة",
    "other": "سبب آخر",
}
# Title, hint, and labels of each question.
QUESTIONS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "decided": ("ما الذي حسم قراركم؟", "اختاروا السبب الأهم.", REASONS),
    "also": ("ما الذي أثّر أيضًا؟", "يمكن اختيار أكثر من سبب.", REASONS),
    "winnable": (
        "هل كان بوسعنا أن نفعل ما يجعلكم تقبلون؟",
        "",
        {"yes": "نعم", "perhaps": "ربما", "no": "لا"},
    ),
    "chosen": (
        "ماذا اخترتم بدلًا من ذلك؟",
        "نسأل عن النوع فقط، لا عن الاسم.",
        {
            "same-field": "وظيفة في المجال نفسه",
            "other-field": "وظيفة في مجال آخر",
            "public": "وظيفة في القطاع العام",
            "own-business": "عملي الخاص",
            "stayed": "بقيت في وظيفتي",
            "study": "دراسة أو تدريب",
            "none-yet": "لم أقرر بعد",
        },
    ),
    "positives": ("ما الذي أعجبكم في الوظيفة وفينا؟", "تكفي بضع كلمات.", {}),
    "worries": ("ما الذي جعلكم تترددون؟", "هنا نتعلم أكثر من أي شيء.", {}),
    "decision": ("ما الأثقل وزنًا في قراركم؟", "حتى لو كان مما لا نستطيع تغييره.", {}),
    "better-process": ("كيف تتحسن المقابلات والإجراءات؟", "السرعة والمعلومات والأسلوب.", {}),
    "better-experience": ("ما الذي كان سيجعل لقاءنا أفضل؟", "من البداية إلى النهاية.", {}),
    "better-picture": ("ماذا كنتم تودون أن تروا أو تسمعوا أو تعرفوا؟", "قبل أن تعتذروا.", {}),
}


def with_arabic(project: Project, client: str) -> Project:
    """The project with Arabic as one more language of that client and of every survey."""
    own = project.clients[client]
    surveys = {
        id_: replace(survey, words={**survey.words, "ar": _words(survey)})
        for id_, survey in project.surveys.items()
    }
    return replace(
        project,
        surveys=surveys,
        clients={**project.clients, own.id: replace(own, languages=(*own.languages, "ar"))},
        locales={**project.locales, "ar": _locale(project.locales["en"])},
    )


def _locale(english: Locale) -> Locale:
    strings = {name: {**texts, **STRINGS.get(name, {})} for name, texts in english.strings.items()}
    return Locale("ar", "العربية", "rtl", strings)


def _words(survey: Survey) -> SurveyWords:
    if survey.id != SURVEY:
        return survey.words["en"]
    asked = {
        id_: QuestionWords(title, f"<p>{hint}</p>" if hint else "", labels)
        for id_, (title, hint, labels) in QUESTIONS.items()
    }
    return SurveyWords(TITLE, INTRO, PARTS, asked, FAMILIES)
