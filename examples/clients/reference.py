# The REST reference's Python example: no SDK, only `requests`.
# pip install requests && PROVISIONING_TOKEN=<jwt> python3 reference.py
import os

import requests


class ProvisioningClient:
    def __init__(self, base_url, token):
        self.base_url = base_url
        self.headers = {
            'Authorization': f'Bearer {token}',
            'Content-Type': 'application/json'
        }

    def create_server_workflow(self, infra, settings, check_mode=False):
        payload = {
            'infra': infra,
            'settings': settings,
            'check_mode': check_mode,
            'wait': True
        }
        response = requests.post(
            f'{self.base_url}/workflows/servers/create',
            json=payload,
            headers=self.headers
        )
        return response.json()

    def get_task_status(self, task_id):
        response = requests.get(
            f'{self.base_url}/tasks/{task_id}',
            headers=self.headers
        )
        return response.json()


url = os.environ.get('PROVISIONING_URL', 'http://localhost:9090')
token = os.environ.get('PROVISIONING_TOKEN', 'your-jwt-token')

# Usage
client = ProvisioningClient(url, token)
result = client.create_server_workflow('production', 'config.k')
print(f"Task ID: {result['data']}")

status = client.get_task_status(result['data'])
print(f"Status: {status['data']['status']}")
