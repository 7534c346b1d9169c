"""Keep where the log ends, number its entries without a gap, and say which columns it has covered so far."""

import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = "0017"
branch_labels = None
depends_on = None

# What the log covered until now. What it covers more from now on, `flask upgrade` adds after the migrations.
COVERED = {
    'board_pictures': ['board_id', 'edition', 'png'],
    'bonus_claims': ['awarded_on', 'filed_at', 'filed_by_id', 'level', 'matter', 'organization_id', 'rule'],
    'consequences': ['begun_at', 'decision', 'kind', 'organization_id', 'quarter', 'year'],
    'corrections': ['at', 'by_id', 'objection_id', 'organization_id', 'quarter', 'reason', 'target', 'verdict'],
    'daily_records': [
        'item', 'month', 'organization_id', 'recorded_at', 'recorded_by_id', 'remark', 'replaces_id', 'state'
    ],
    'democratic_reviews': ['entered_at', 'entered_by_id', 'organization_id', 'origin', 'score', 'year'],
    'findings': ['evidence', 'fact', 'indicator', 'inspection_id', 'month'],
    'help_follow_ups': ['day', 'plan_id'],
    'help_plans': ['at', 'by_id', 'helper', 'measure', 'overhaul_id'],
    'inspection_exemptions': ['at', 'by_id', 'organization_id', 'quarter', 'reason'],
    'inspections': [
        'group_id', 'inspected_on', 'organization_id', 'quarter', 'recorded_at', 'recorded_by_id', 'replaces_id',
        'signed_by_id'
    ],
    'objections': ['filed_at', 'filed_by_id', 'organization_id', 'quarter', 'target', 'text'],
    'order_problems': ['indicator', 'order_id', 'position', 'text'],
    'overhauls': ['assigned_at', 'group_id', 'organization_id'],
    'rectification_orders': [
        'demand', 'ground', 'ground_ref', 'group_id', 'issued_at', 'number', 'organization_id', 'quarter', 'signer_id'
    ],
    'submissions': ['self_check_id', 'submitted_at', 'submitted_by_id'],
    'transitions': ['at', 'by_id', 'case_id', 'case_kind', 'event', 'facts', 'reason', 'state'],
}


def upgrade() -> None:
    op.create_table('log_heads',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_heads'))
    )
    connection = op.get_bind()
    ids = list(connection.scalars(sa.text('SELECT id FROM log_entries ORDER BY id')))
    if ids:
        _number_anew(connection, ids)
        _say_what_was_covered(connection, len(ids))


def _number_anew(connection: sa.Connection, ids: Sequence[int]) -> None:
    """A transaction that was undone on PostgreSQL left a gap; two rounds, so that no number is there twice."""
    moved = [{'old': old, 'new': new} for new, old in enumerate(ids, start=1) if old != new]
    if moved:
        beyond = max(ids[-1], len(ids)) + 1
        connection.execute(
            sa.text('UPDATE log_entries SET id = :new + :beyond WHERE id = :old'), [{**one, 'beyond': beyond} for one in moved]
        )
        connection.execute(sa.text('UPDATE log_entries SET id = id - :beyond WHERE id > :beyond'), {'beyond': beyond})


def _say_what_was_covered(connection: sa.Connection, entries: int) -> None:
    """Chain one more entry to the end, as the program itself does."""
    before = connection.scalar(sa.text('SELECT digest FROM log_entries WHERE id = :last'), {'last': entries})
    content = json.dumps(COVERED, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
    digest = hashlib.sha256(f'{before}\nlog/covers\n{content}'.encode()).hexdigest()
    entry = {'id': entries + 1, 'row': 'log/covers', 'content': content, 'digest': digest}
    connection.execute(
        sa.text('INSERT INTO log_entries (id, row, content, digest) VALUES (:id, :row, :content, :digest)'), entry
    )
    connection.execute(
        sa.text('INSERT INTO log_heads (id, entries, digest) VALUES (1, :id, :digest)'),
        {'id': entries + 1, 'digest': digest},
    )


def downgrade() -> None:
    op.drop_table('log_heads')

