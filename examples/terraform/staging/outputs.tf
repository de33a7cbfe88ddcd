output "site" {
  value = one(module.site[*].domain_name)
}

output "database" {
  value = module.bookings_database.endpoint
}
