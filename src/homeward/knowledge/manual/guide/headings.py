"""The sections that every practice has, in their order, and how each language heads them."""

SECTIONS = ("purpose", "use", "avoid", "steps", "roles", "cautions", "evidence")
# Which sections are a list, and which list is numbered; the others are paragraphs.
BULLETS = ("use", "avoid", "roles", "cautions")
NUMBERS = ("steps",)

HEADINGS: dict[str, tuple[str, ...]] = {
    "en": ("Purpose", "When to use", "When not to use", "Steps", "Roles", "Cautions", "Evidence"),
    "fr": ("Objet", "Quand l’employer", "Quand ne pas l’employer", "Étapes", "Rôles",
           "Précautions", "Fondement"),
    "es": ("Finalidad", "Cuándo usarla", "Cuándo no usarla", "Pasos", "Funciones",
           "Precauciones", "Fundamento"),
    "ar": ("الغرض", "متى تُستخدم", "متى لا تُستخدم", "الخطوات", "الأدوار", "الاحتياطات", "الأساس"),
    "ru": ("Цель", "Когда применять", "Когда не применять", "Шаги", "Роли", "Предосторожности",
           "Основание"),
    "zh": ("目的", "何时使用", "何时不使用", "步骤", "角色", "注意事项", "依据"),
}  # fmt: skip


def heading(section: str, language: str) -> str:
    """How a language heads a section."""
    return HEADINGS[language][SECTIONS.index(section)]
