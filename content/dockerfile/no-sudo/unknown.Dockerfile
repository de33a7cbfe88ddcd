FROM mcr.microsoft.com/powershell:7.4-windowsservercore-ltsc2022
RUN Write-Host "hello"
