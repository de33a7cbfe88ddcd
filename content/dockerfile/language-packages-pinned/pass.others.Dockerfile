FROM ruby:3.3
RUN gem install bundler -v 2.5.23 && gem install rake:13.2.1
