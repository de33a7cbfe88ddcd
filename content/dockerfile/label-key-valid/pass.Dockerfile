FROM debian:12.8
LABEL com.example.build-date="2026-11-24" version=1.2
