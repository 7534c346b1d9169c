"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_tokens',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('token', sa.String(length=512), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_access_tokens'))
    )
    op.create_table('departments',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_departments'))
    )
    op.create_table('group_chats',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('chatid', sa.String(length=32), nullable=True),
    sa.Column('webhook', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_chats')),
    sa.UniqueConstraint('name', name=op.f('uq_group_chats_name'))
    )
    op.create_table('inbox',
    sa.Column('key', sa.String(length=1024), nullable=False),
    sa.Column('userid', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_inbox'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_userid'), ['userid'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=1100), nullable=False),
    sa.Column('lane', sa.String(length=8), nullable=False),
    sa.Column('addressee_kind', sa.String(length=8), nullable=False),
    sa.Column('addressee', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('picture', sa.LargeBinary(), nullable=True),
    sa.Column('topic', sa.String(length=16), nullable=True),
    sa.Column('subject', sa.String(length=64), nullable=True),
    sa.Column('worded_for', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('unknown_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_until', sa.Double(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('errcode', sa.Integer(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('msgid', sa.String(length=256), nullable=True),
    sa.Column('response_code', sa.String(length=256), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_accepted', ['addressee_kind', 'addressee', 'accepted_at'], unique=False)
        batch_op.create_index('ix_outbox_queue', ['addressee_kind', 'addressee', 'lane', 'state'], unique=False)
        batch_op.create_index('ix_outbox_underway', ['lane', 'id'], unique=False, postgresql_where=sa.text("state IN ('waiting', 'sending')"), sqlite_where=sa.text("state IN ('waiting', 'sending')"))

    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('userid', sa.String(length=64), nullable=True),
    sa.Column('sees_cards', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('userid', name=op.f('uq_people_userid'))
    )
    op.create_table('rates',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('free_at', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_rates'))
    )
    op.create_table('schedules',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('next_run_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_schedules'))
    )
    op.create_table('scheme_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('overrides', sa.Text(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scheme_versions')),
    sa.UniqueConstraint('digest', name=op.f('uq_scheme_versions_digest'))
    )
    op.create_table('supervision_groups',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('scope', sa.String(length=128), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_groups'))
    )
    op.create_table('tasks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('indicator', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('sectors', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks'))
    )
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tasks_month'), ['month'], unique=False)

    op.create_table('township',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('full_name', sa.String(length=64), nullable=False),
    sa.Column('committee', sa.String(length=64), nullable=False),
    sa.Column('rule_title', sa.String(length=128), nullable=False),
    sa.Column('publication_channel', sa.String(length=64), nullable=False),
    sa.Column('platform', sa.String(length=64), nullable=False),
    sa.Column('document_prefix', sa.String(length=16), nullable=False),
    sa.Column('fictional', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_township'))
    )
    op.create_table('boards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('grey_approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('grey_approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('picture', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['approved_by_id'], ['people.id'], name=op.f('fk_boards_approved_by_id_people')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['people.id'], name=op.f('fk_boards_drafted_by_id_people')),
    sa.ForeignKeyConstraint(['grey_approved_by_id'], ['people.id'], name=op.f('fk_boards_grey_approved_by_id_people')),
    sa.ForeignKeyConstraint(['published_by_id'], ['people.id'], name=op.f('fk_boards_published_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
    sa.UniqueConstraint('quarter', 'version', name=op.f('uq_boards_quarter_version'))
    )
    op.create_table('conversations',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=True),
    sa.Column('draft', sa.JSON(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_conversations_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_conversations'))
    )
    op.create_table('organizations',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('short_name', sa.String(length=32), nullable=False),
    sa.Column('type', sa.String(length=32), nullable=False),
    sa.Column('sector', sa.String(length=32), nullable=True),
    sa.Column('parent_id', sa.String(length=32), nullable=True),
    sa.Column('department_id', sa.String(length=32), nullable=True),
    sa.Column('assessed', sa.Boolean(), nullable=False),
    sa.Column('founded', sa.Date(), nullable=True),
    sa.Column('delivery', sa.String(length=8), nullable=False),
    sa.Column('full_members', sa.Integer(), nullable=True),
    sa.Column('probationary_members', sa.Integer(), nullable=True),
    sa.Column('has_committee', sa.Boolean(), nullable=False),
    sa.Column('party_groups', sa.Integer(), nullable=True),
    sa.Column('term', sa.JSON(), nullable=True),
    sa.Column('note', sa.String(length=256), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_organizations_department_id_departments')),
    sa.ForeignKeyConstraint(['parent_id'], ['organizations.id'], name=op.f('fk_organizations_parent_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organizations'))
    )
    op.create_table('quarter_rules',
    sa.Column('quarter', sa.String(7), nullable=False),
    sa.Column('scheme_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pinned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_versions.id'], name=op.f('fk_quarter_rules_scheme_version_id_scheme_versions')),
    sa.PrimaryKeyConstraint('quarter', name=op.f('pk_quarter_rules'))
    )
    op.create_table('suggestions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_suggestions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions'))
    )
    op.create_table('appointments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=True),
    sa.Column('group_id', sa.String(length=32), nullable=True),
    sa.Column('department_id', sa.String(length=32), nullable=True),
    sa.Column('powers', sa.JSON(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_appointments_department_id_departments')),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_appointments_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_appointments_organization_id_organizations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_appointments_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointments'))
    )
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointments_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointments_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointments_role'), ['role'], unique=False)

    op.create_table('board_rows',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('list', sa.String(length=8), nullable=False),
    sa.Column('tied', sa.Boolean(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('bonus', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('by_category', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_rows_board_id_boards')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_board_rows_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_rows'))
    )
    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_board_rows_board_id'), ['board_id'], unique=False)

    op.create_table('daily_records',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('remark', sa.String(length=256), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_daily_records_organization_id_organizations')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_daily_records_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['replaces_id'], ['daily_records.id'], name=op.f('fk_daily_records_replaces_id_daily_records')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_records')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_daily_records_replaces_id'))
    )
    with op.batch_alter_table('daily_records', schema=None) as batch_op:
        batch_op.create_index('ix_daily_records_month_organization', ['month', 'organization_id'], unique=False)

    op.create_table('group_assignments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_group_assignments_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_group_assignments_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_assignments'))
    )
    with op.batch_alter_table('group_assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_assignments_organization_id'), ['organization_id'], unique=False)

    op.create_table('slips',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('issue_month', sa.String(7), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('promised', sa.Date(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt_remark', sa.String(length=256), nullable=True),
    sa.Column('due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deadline', sa.JSON(), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_slips_organization_id_organizations')),
    sa.ForeignKeyConstraint(['recipient_id'], ['people.id'], name=op.f('fk_slips_recipient_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slips')),
    sa.UniqueConstraint('issue_month', 'serial', name=op.f('uq_slips_issue_month_serial')),
    sa.UniqueConstraint('number', name=op.f('uq_slips_number')),
    sa.UniqueConstraint('organization_id', 'month', name=op.f('uq_slips_organization_id_month'))
    )
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slips_due'), ['due'], unique=False)
        batch_op.create_index(batch_op.f('ix_slips_month'), ['month'], unique=False)
        batch_op.create_index(batch_op.f('ix_slips_state'), ['state'], unique=False)

    op.create_table('self_checks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slip_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('first_submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('on_time', sa.Boolean(), nullable=False),
    sa.Column('return_reason', sa.String(length=512), nullable=True),
    sa.Column('redo_due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('redo_deadline', sa.JSON(), nullable=True),
    sa.Column('reviewed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['people.id'], name=op.f('fk_self_checks_reviewed_by_id_people')),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_self_checks_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_checks')),
    sa.UniqueConstraint('slip_id', name=op.f('uq_self_checks_slip_id'))
    )
    with op.batch_alter_table('self_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_self_checks_state'), ['state'], unique=False)

    op.create_table('slip_items',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slip_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('indicator', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('remark', sa.String(length=256), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_slip_items_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slip_items'))
    )
    with op.batch_alter_table('slip_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_items_slip_id'), ['slip_id'], unique=False)

    op.create_table('submissions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('self_check_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submitted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['self_check_id'], ['self_checks.id'], name=op.f('fk_submissions_self_check_id_self_checks')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['people.id'], name=op.f('fk_submissions_submitted_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions'))
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submissions_self_check_id'), ['self_check_id'], unique=False)

    op.create_table('answers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slip_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('responsible', sa.String(length=64), nullable=False),
    sa.Column('done_by', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['slip_item_id'], ['slip_items.id'], name=op.f('fk_answers_slip_item_id_slip_items')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_answers_submission_id_submissions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers'))
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answers_submission_id'), ['submission_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answers_submission_id'))

    op.drop_table('answers')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_self_check_id'))

    op.drop_table('submissions')
    with op.batch_alter_table('slip_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_items_slip_id'))

    op.drop_table('slip_items')
    with op.batch_alter_table('self_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_self_checks_state'))

    op.drop_table('self_checks')
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slips_state'))
        batch_op.drop_index(batch_op.f('ix_slips_month'))
        batch_op.drop_index(batch_op.f('ix_slips_due'))

    op.drop_table('slips')
    with op.batch_alter_table('group_assignments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_assignments_organization_id'))

    op.drop_table('group_assignments')
    with op.batch_alter_table('daily_records', schema=None) as batch_op:
        batch_op.drop_index('ix_daily_records_month_organization')

    op.drop_table('daily_records')
    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_rows_board_id'))

    op.drop_table('board_rows')
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointments_role'))
        batch_op.drop_index(batch_op.f('ix_appointments_person_id'))
        batch_op.drop_index(batch_op.f('ix_appointments_organization_id'))

    op.drop_table('appointments')
    op.drop_table('suggestions')
    op.drop_table('quarter_rules')
    op.drop_table('organizations')
    op.drop_table('conversations')
    op.drop_table('boards')
    op.drop_table('township')
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tasks_month'))

    op.drop_table('tasks')
    op.drop_table('supervision_groups')
    op.drop_table('scheme_versions')
    op.drop_table('schedules')
    op.drop_table('rates')
    op.drop_table('people')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_underway', postgresql_where=sa.text("state IN ('waiting', 'sending')"), sqlite_where=sa.text("state IN ('waiting', 'sending')"))
        batch_op.drop_index('ix_outbox_queue')
        batch_op.drop_index('ix_outbox_accepted')

    op.drop_table('outbox')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_userid'))

    op.drop_table('inbox')
    op.drop_table('group_chats')
    op.drop_table('departments')
    op.drop_table('access_tokens')
