"""Answer suggestions, and see to messages that did not arrive."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen_to_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('seen_to_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_seen_to_by_id_people'), 'people', ['seen_to_by_id'], ['id'])
        batch_op.create_index('ix_outbox_told', ['lane', 'created_at', 'state', 'unknown_since', 'seen_to_at'], unique=False)
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=16), server_default='made', nullable=False))
        batch_op.create_index(batch_op.f('ix_suggestions_state'), ['state'], unique=False)
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.alter_column('state', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestions_state'))
        batch_op.drop_column('state')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_told')
        batch_op.drop_constraint(batch_op.f('fk_outbox_seen_to_by_id_people'), type_='foreignkey')
        batch_op.drop_column('seen_to_by_id')
        batch_op.drop_column('seen_to_at')
