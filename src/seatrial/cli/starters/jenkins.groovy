stage('Seatrial') {
    agent { docker { image 'python:3.13-slim' } }
    steps {
        sh 'python -m venv .venv && .venv/bin/pip install "seatrial==@VERSION@"'
        sh '.venv/bin/seatrial db update -q --for .'
        sh '.venv/bin/seatrial scan -o text -o sarif=seatrial.sarif'
    }
    post { always { archiveArtifacts artifacts: 'seatrial.sarif', allowEmptyArchive: true } }
}
