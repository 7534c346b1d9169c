"""Override red lines."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('red_line_overrides',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_red_line_overrides_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_red_line_overrides'))
    )
    with op.batch_alter_table('red_line_overrides', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_red_line_overrides_line'), ['line'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('red_line_overrides', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_red_line_overrides_line'))

    op.drop_table('red_line_overrides')
