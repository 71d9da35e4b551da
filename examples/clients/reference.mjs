// The REST reference's JavaScript example, with the SDK in place of the client that it writes on axios.
// npm install @provisioning/sdk && PROVISIONING_TOKEN=<jwt> node reference.mjs
import { ProvisioningClient } from '@provisioning/sdk';

const url = process.env.PROVISIONING_URL ?? 'http://localhost:9090';
const token = process.env.PROVISIONING_TOKEN ?? 'your-jwt-token';

// Usage
const client = new ProvisioningClient(url, token);
const result = await client.createServerWorkflow('production', 'config.k');
console.log(`Task ID: ${result.data}`);

const status = await client.getTaskStatus(result.data);
console.log(`Status: ${status.data.status}`);
