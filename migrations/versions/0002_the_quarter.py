"""The quarter: inspections, bonus claims, objections, cases, the log, and the life of a board."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('log_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.String(length=64), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entries'))
    )
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.create_index('ix_log_entries_row', ['row'], unique=False)

    op.create_table('transitions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_kind', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_transitions_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transitions'))
    )
    with op.batch_alter_table('transitions', schema=None) as batch_op:
        batch_op.create_index('ix_transitions_case', ['case_kind', 'case_id'], unique=False)

    op.create_table('board_pictures',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition', sa.String(length=8), nullable=False),
    sa.Column('png', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_pictures_board_id_boards')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_pictures')),
    sa.UniqueConstraint('board_id', 'edition', name=op.f('uq_board_pictures_board_id_edition'))
    )
    op.create_table('bonus_claims',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('rule', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('matter', sa.String(length=128), nullable=False),
    sa.Column('awarded_on', sa.Date(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('filed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_bonus_claims_decided_by_id_people')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['people.id'], name=op.f('fk_bonus_claims_filed_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_bonus_claims_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_claims'))
    )
    with op.batch_alter_table('bonus_claims', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bonus_claims_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bonus_claims_quarter'), ['quarter'], unique=False)
        batch_op.create_index(batch_op.f('ix_bonus_claims_state'), ['state'], unique=False)

    op.create_table('inspection_exemptions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=256), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_inspection_exemptions_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_inspection_exemptions_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_exemptions')),
    sa.UniqueConstraint('quarter', 'organization_id', name=op.f('uq_inspection_exemptions_quarter_organization_id'))
    )
    op.create_table('inspections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=32), nullable=False),
    sa.Column('inspected_on', sa.Date(), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('signed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_inspections_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_inspections_organization_id_organizations')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_inspections_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['replaces_id'], ['inspections.id'], name=op.f('fk_inspections_replaces_id_inspections')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['people.id'], name=op.f('fk_inspections_signed_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspections')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_inspections_replaces_id'))
    )
    with op.batch_alter_table('inspections', schema=None) as batch_op:
        batch_op.create_index('ix_inspections_quarter_organization', ['quarter', 'organization_id'], unique=False)

    op.create_table('objections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('target', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=256), nullable=False),
    sa.Column('made_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('filed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('reply_due', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['filed_by_id'], ['people.id'], name=op.f('fk_objections_filed_by_id_people')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_objections_made_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_objections_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections'))
    )
    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objections_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objections_quarter'), ['quarter'], unique=False)
        batch_op.create_index(batch_op.f('ix_objections_state'), ['state'], unique=False)

    op.create_table('rectification_orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=32), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('ground_ref', sa.String(length=64), nullable=False),
    sa.Column('demand', sa.Text(), nullable=False),
    sa.Column('signer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline', sa.JSON(), nullable=False),
    sa.Column('asked_day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_rectification_orders_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_rectification_orders_organization_id_organizations')),
    sa.ForeignKeyConstraint(['recipient_id'], ['people.id'], name=op.f('fk_rectification_orders_recipient_id_people')),
    sa.ForeignKeyConstraint(['signer_id'], ['people.id'], name=op.f('fk_rectification_orders_signer_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rectification_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_rectification_orders_number')),
    sa.UniqueConstraint('quarter', 'serial', name=op.f('uq_rectification_orders_quarter_serial'))
    )
    with op.batch_alter_table('rectification_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rectification_orders_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rectification_orders_state'), ['state'], unique=False)

    op.create_table('corrections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('target', sa.String(length=64), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('objection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_corrections_by_id_people')),
    sa.ForeignKeyConstraint(['objection_id'], ['objections.id'], name=op.f('fk_corrections_objection_id_objections')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_corrections_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    with op.batch_alter_table('corrections', schema=None) as batch_op:
        batch_op.create_index('ix_corrections_quarter', ['quarter'], unique=False)

    op.create_table('findings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('indicator', sa.String(length=16), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('fact', sa.String(length=256), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspections.id'], name=op.f('fk_findings_inspection_id_inspections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('order_problems',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['rectification_orders.id'], name=op.f('fk_order_problems_order_id_rectification_orders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_problems'))
    )
    with op.batch_alter_table('order_problems', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_problems_order_id'), ['order_id'], unique=False)

    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.add_column(sa.Column('open_orders', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('on_time_rate', sa.String(length=32), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('register', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.drop_index(batch_op.f('ix_board_rows_board_id'))
        batch_op.create_index('ix_board_rows_board_organization', ['board_id', 'organization_id'], unique=False)

    # The picture a board was posted with is its group edition.
    op.execute("INSERT INTO board_pictures (board_id, edition, png) SELECT id, 'group', picture FROM boards WHERE picture IS NOT NULL")

    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.add_column(sa.Column('amendment_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('preview_ends', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('secrecy_checked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('publicity_ends', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('code', sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f('ix_boards_code'), ['code'], unique=False)

    # In words of their own: Alembic would build the table anew on SQLite, which its rows on other tables forbid.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    reference = "CONSTRAINT fk_boards_secrecy_checked_by_id_people REFERENCES people (id)"
    op.execute(f"ALTER TABLE boards ADD COLUMN secrecy_checked_by_id {number} {reference}")
    op.execute("ALTER TABLE boards DROP COLUMN picture")
    op.execute("UPDATE boards SET posted_at = published_at, publicity_ends = published_at WHERE published_at IS NOT NULL")

    with op.batch_alter_table('group_chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('edition', sa.String(length=8), nullable=False, server_default='group'))
        batch_op.add_column(sa.Column('members', sa.JSON(), nullable=True))

