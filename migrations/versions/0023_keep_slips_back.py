"""Keep slips back, and what became of tasks."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('slip_looks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('slips', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_slip_looks_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slip_looks'))
    )
    with op.batch_alter_table('slip_looks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_looks_month'), ['month'], unique=False)

    op.create_table('slip_holds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_slip_holds_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slip_holds')),
    sa.UniqueConstraint('organization_id', 'month', name=op.f('uq_slip_holds_organization_id_month'))
    )
    with op.batch_alter_table('slip_holds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_holds_month'), ['month'], unique=False)

    op.create_table('task_changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_task_changes_by_id_people')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_task_changes_task_id_tasks')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_changes'))
    )
    with op.batch_alter_table('task_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_changes_task_id'), ['task_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('task_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_changes_task_id'))

    op.drop_table('task_changes')
    with op.batch_alter_table('slip_holds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_holds_month'))

    op.drop_table('slip_holds')
    with op.batch_alter_table('slip_looks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_looks_month'))

    op.drop_table('slip_looks')
