"""What all tables share: naming, column types, the base class."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Enum, ForeignKey, Identity, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

identity = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
code = Annotated[str, mapped_column(String(40), unique=True)]
unit_ref = Annotated[int, mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)]
account_ref = Annotated[
    int, mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
]
province_ref = Annotated[int, mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))]
recorder_ref = Annotated[
    int | None,
    mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"),
        index=True,
        comment="null: taken over from before this was kept",
    ),
]
indicator_ref = Annotated[
    int, mapped_column(ForeignKey("indicator.id", ondelete="RESTRICT"), index=True)
]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: BigInteger,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda choices: [choice.value for choice in choices],
        ),
    }
