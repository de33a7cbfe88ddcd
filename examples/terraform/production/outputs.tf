output "site" {
  value = "https://${module.site.domain_name}"
}

output "cluster" {
  value = module.cluster.name
}

output "database_secret" {
  value     = module.bookings_database.secret_arn
  sensitive = true
}

output "service_roles" {
  description = "Role of each service, for the annotation of its service account."
  value       = { for service, role in module.service_role : service => role.arn }
}
