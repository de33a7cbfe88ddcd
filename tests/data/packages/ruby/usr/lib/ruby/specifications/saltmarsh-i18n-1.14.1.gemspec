# -*- encoding: utf-8 -*-
# stub: saltmarsh-i18n 1.14.1 ruby lib

Gem::Specification.new do |s|
  s.name = "saltmarsh-i18n".freeze
  s.version = "1.14.1"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.require_paths = ["lib".freeze]
  s.authors = ["Saltmarsh Ferries".freeze]
  s.date = "2026-11-28"
  s.licenses = ["MIT".freeze]
  s.rubygems_version = "3.3.15".freeze
  s.summary = "x".freeze

  s.installed_by_version = "3.3.15" if s.respond_to? :installed_by_version

  if s.respond_to? :specification_version then
    s.specification_version = 4
  end

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<saltmarsh-rack>.freeze, [">= 2"])
  else
    s.add_dependency(%q<saltmarsh-rack>.freeze, [">= 2"])
  end
end
