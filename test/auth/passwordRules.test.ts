import { describe, expect, it } from 'vitest';
import { passwordProblem } from '../../src/auth/passwordRules.ts';

describe('B23 the rules of new passwords', () => {
  it.each([
    ['password1', /most used/],
    ['12345678', /most used/],
    ['QWERTYUIOP', /most used/],
    ['Grace.Hopper', /username/],
    ['ＧＲＡＣＥ.hopper', /username/],
    ['Provisioning', /product/],
    ['aaaaaaaaaaaa', /repeated/],
  ])('refuse %s', (password, rule) => {
    expect(passwordProblem(password, 'grace.hopper')).toMatch(rule);
  });

  it.each(['secure_password', 'password', 'correct horse battery', 'grace.hopper7', '🔑🔒🔑🔒🔑🔒🔑🔒', '        x'])(
    'accept %s, the samples of the reference among them',
    (password) => {
      expect(passwordProblem(password, 'grace.hopper')).toBeUndefined();
    },
  );
});
