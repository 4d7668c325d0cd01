"""The field types that come with civic_blocks, in the order of the editor's picker."""

from civic_blocks.field_types.base import FieldType
from civic_blocks.field_types.choice import MultipleChoice, SingleChoice
from civic_blocks.field_types.file import File, Step
from civic_blocks.field_types.home import Home
from civic_blocks.field_types.opinion import Matrix, Ranking, Rating
from civic_blocks.field_types.phone import Phone
from civic_blocks.field_types.place import Address, Point
from civic_blocks.field_types.text import Email, LongText, SectionTitle, ShortText
from civic_blocks.field_types.value import Date, Number
from civic_blocks.field_types.yes_no import Consent, YesNo


BUILT_IN: list[FieldType] = [
    ShortText(),
    LongText(),
    Number(),
    Date(),
    Email(),
    Phone(),
    SingleChoice(),
    MultipleChoice(),
    YesNo(),
    Rating(),
    Ranking(),
    Matrix(),
    Address(),
    Point(),
    Home(),
    File(),
    SectionTitle(),
    Step(),
    Consent(),
]
