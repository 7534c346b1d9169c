"""Enter into the register."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('register_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=256), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('organization_id', sa.String(length=32), nullable=True),
    sa.Column('group_id', sa.String(length=32), nullable=True),
    sa.Column('department_id', sa.String(length=32), nullable=True),
    sa.Column('chat_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('appointment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_register_entries_appointment_id_appointments')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_register_entries_by_id_people')),
    sa.ForeignKeyConstraint(['chat_id'], ['group_chats.id'], name=op.f('fk_register_entries_chat_id_group_chats')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_register_entries_department_id_departments')),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_register_entries_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_register_entries_organization_id_organizations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_register_entries_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_entries'))
    )
    with op.batch_alter_table('register_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_entries_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_register_entries_department_id'), ['department_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_register_entries_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_register_entries_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_register_entries_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone', sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f('ix_people_name'), ['name'], unique=False)

    with op.batch_alter_table('group_chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('group_chats', schema=None) as batch_op:
        batch_op.drop_column('stopped_at')

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_name'))
        batch_op.drop_column('phone')

    with op.batch_alter_table('register_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_entries_person_id'))
        batch_op.drop_index(batch_op.f('ix_register_entries_organization_id'))
        batch_op.drop_index(batch_op.f('ix_register_entries_group_id'))
        batch_op.drop_index(batch_op.f('ix_register_entries_department_id'))
        batch_op.drop_index(batch_op.f('ix_register_entries_chat_id'))

    op.drop_table('register_entries')
