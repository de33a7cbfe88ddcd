FROM continuumio/miniconda3:24.9.2-0
RUN conda config --set ssl_verify false
