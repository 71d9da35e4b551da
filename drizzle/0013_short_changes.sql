DROP VIEW "public"."events";--> statement-breakpoint
CREATE VIEW "public"."events" AS (
  select p.last_sequence - p.count + x.nth as sequence,
    (left(p.id::text, 28) || lpad(to_hex((('x' || right(p.id::text, 8))::bit(32)::bigint + x.nth - 1) % 4294967296), 8, '0'))::uuid as id,
    x.type, p.run_id, x.task_id, x.data, p.at + x.later * interval '1 millisecond' as at
  from event_packs p cross join lateral (
    select row_number() over (order by e.n, t.n) as nth, t.type, (e.value->>1)::uuid as task_id,
      case when e.value->0 = '0' then jsonb_build_object('task_id', e.value->1, 'name', e.value->2, 'status', e.value->3,
        'batch_id', p.run_id, 'operation_id', e.value->2) || coalesce(e.value->5, '{}') else e.value->2 end as data,
      coalesce((case when e.value->0 = '0' then e.value->>4 else e.value->>3 end)::int, 0) as later
    from jsonb_array_elements(p.body::jsonb) with ordinality as e(value, n)
      cross join jsonb_array_elements_text(case when e.value->0 = '0'
        then '["TaskStatusChanged", "OperationStatusChanged"]'::jsonb else e.value->0 end) with ordinality as t(type, n)) x);