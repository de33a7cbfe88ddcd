python -m pip install "seatrial==@VERSION@"
seatrial scan -o text -o sarif=seatrial.sarif
