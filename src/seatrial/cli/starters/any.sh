python -m pip install "seatrial==@VERSION@"
seatrial db update -q --for .
seatrial scan -o text -o sarif=seatrial.sarif
