import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { preconditionOf } from '../etag.ts';
import { pageHeaders } from '../paging.ts';
import type { ControlCenterHandlers } from './contract.ts';

type UserHandlers = Pick<ControlCenterHandlers, 'listUsers' | 'createUser' | 'getUser' | 'updateUser' | 'deleteUser'>;

export const userHandlers = ({ users }: Pick<ControlCenterDeps, 'users'>): UserHandlers => ({
  listUsers: async (c) => {
    const query = c.req.valid('query');
    const page = await users.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  createUser: async (c) => {
    const user = await users.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(user), 201, { Location: `/users/${user.id}` });
  },
  getUser: async (c) => c.json(ok(await users.get(c.var.actor, c.req.valid('param').id)), 200),
  updateUser: async (c) => {
    const { id } = c.req.valid('param');
    return c.json(ok(await users.update(c.var.actor, id, c.req.valid('json'), preconditionOf(c))), 200);
  },
  deleteUser: async (c) => c.json(ok(await users.remove(c.var.actor, c.req.valid('param').id, preconditionOf(c))), 200),
});
