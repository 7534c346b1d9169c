"""Rest apis and find lines."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_line', ['addressee_kind', 'addressee', 'lane', 'id'], unique=False, postgresql_where=sa.text("state IN ('waiting', 'sending')"), sqlite_where=sa.text("state IN ('waiting', 'sending')"))

    with op.batch_alter_table('rates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failures', sa.Integer(), server_default='0', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('rates', schema=None) as batch_op:
        batch_op.drop_column('failures')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_line', postgresql_where=sa.text("state IN ('waiting', 'sending')"), sqlite_where=sa.text("state IN ('waiting', 'sending')"))

