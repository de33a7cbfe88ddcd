FROM debian:12.8
LABEL Build..Date="2026-11-24" com.docker.note="x"
