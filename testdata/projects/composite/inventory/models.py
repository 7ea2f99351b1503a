"""What the shop sells, where it comes from and where it lies."""

from datetime import datetime
from decimal import Decimal
from typing import List, Optional

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Supplier(Base):
    """A company that the shop buys from."""

    __tablename__ = "suppliers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    email: Mapped[Optional[str]] = mapped_column(String(320))
    country: Mapped[str] = mapped_column(String(2))

    offers: Mapped[List["ProductSupplier"]] = relationship(back_populates="supplier")


class Category(Base):
    """A node of the tree that customers browse."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[Optional[int]] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(String(100))

    parent: Mapped[Optional["Category"]] = relationship(remote_side=[id])
    products: Mapped[List["Product"]] = relationship(back_populates="category")


class Product(Base):
    """Something that can be put into a basket."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        Index("products_category_name", "category_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    sku: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[Optional[str]] = mapped_column(Text)
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    category: Mapped["Category"] = relationship(back_populates="products")
    offers: Mapped[List["ProductSupplier"]] = relationship(back_populates="product")
    stock: Mapped[List["StockLevel"]] = relationship(back_populates="product")


class ProductSupplier(Base):
    """What a supplier asks for a product."""

    __tablename__ = "product_suppliers"

    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    supplier_id: Mapped[int] = mapped_column(
        ForeignKey("suppliers.id", ondelete="CASCADE"), primary_key=True
    )
    cost: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    lead_days: Mapped[int] = mapped_column(server_default="7")

    product: Mapped["Product"] = relationship(back_populates="offers")
    supplier: Mapped["Supplier"] = relationship(back_populates="offers")


class Warehouse(Base):
    """A place that orders are shipped from."""

    __tablename__ = "warehouses"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    city: Mapped[str] = mapped_column(String(100))

    stock: Mapped[List["StockLevel"]] = relationship(back_populates="warehouse")


class StockLevel(Base):
    """How many pieces of a product lie in a warehouse."""

    __tablename__ = "stock_levels"

    warehouse_id: Mapped[int] = mapped_column(
        ForeignKey("warehouses.id"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    quantity: Mapped[int] = mapped_column(server_default="0")
    counted_at: Mapped[Optional[datetime]]

    warehouse: Mapped["Warehouse"] = relationship(back_populates="stock")
    product: Mapped["Product"] = relationship(back_populates="stock")
