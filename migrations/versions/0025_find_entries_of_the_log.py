"""Find entries of the log by kind, moment, person and organisation."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

AT_ONCE = 1000
TO_COME = ('closes_at', 'expires_at')
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    'kind': sa.String(length=48),
    'at': sa.DateTime(timezone=True),
    'by_id': sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
    'organization_id': sa.String(length=64),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column('log_entries', sa.Column(name, kind, nullable=True))
    op.add_column('log_heads', sa.Column('at', COLUMNS['at'], nullable=True))
    _read_what_is_there(op.get_bind())
    op.create_index('ix_log_entries_at', 'log_entries', ['at', 'id'])
    op.create_index('ix_log_entries_kind', 'log_entries', ['kind', 'id'])
    op.create_index('ix_log_entries_by', 'log_entries', ['by_id', 'id'])
    op.create_index('ix_log_entries_organization', 'log_entries', ['organization_id', 'id'])


def _read_what_is_there(connection: sa.Connection) -> None:
    """Read it out of each entry's own content; one that names no moment has that of the entry before."""
    entries = sa.table('log_entries', sa.column('id', COLUMNS['by_id']), *(sa.column(*one) for one in COLUMNS.items()))
    changed = sa.update(entries).where(entries.c.id == sa.bindparam('number'))
    changed = changed.values({name: sa.bindparam(f'new_{name}', type_=kind) for name, kind in COLUMNS.items()})
    query = sa.text('SELECT id, "row", content FROM log_entries WHERE id > :last ORDER BY id LIMIT :most')
    last, at = 0, None
    while found := connection.execute(query, {'last': last, 'most': AT_ONCE}).all():
        told = []
        for number, row, content in found:
            at, by_id, about = _told(row, json.loads(content) or {}, at)
            kind = row.partition('/')[0]
            told.append({'number': number, 'new_kind': kind, 'new_at': at, 'new_by_id': by_id, 'new_organization_id': about})
        connection.execute(changed, told)
        last = found[-1][0]
    if at is not None:
        heads = sa.table('log_heads', sa.column('at', COLUMNS['at']))
        connection.execute(sa.update(heads).values(at=at))


def _told(row: str, content: dict[str, Any], before: datetime | None) -> tuple[datetime | None, int | None, str | None]:
    table, _, key = row.partition('/')
    about = key if table == 'organizations' else content.get('organization_id')
    moments = [
        (float(said), content.get(name.removesuffix('at') + 'by_id', content.get('by_id')))
        for name, said in content.items()
        if said is not None and table != 'log' and name not in TO_COME and (name == 'at' or name.endswith('_at'))
    ]
    stamp, by_id = max(moments, key=lambda one: (one[0], one[1] is not None), default=(None, None))
    at = None if stamp is None else datetime.fromtimestamp(stamp, UTC)
    if at is None or (before is not None and at < before):
        return before, None, about
    return at, by_id, about


def downgrade() -> None:
    for name in ('organization', 'by', 'kind', 'at'):
        op.drop_index(f'ix_log_entries_{name}', 'log_entries')
    op.drop_column('log_heads', 'at')
    for name in reversed(COLUMNS):
        op.drop_column('log_entries', name)
