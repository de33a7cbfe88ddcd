resource "aws_opensearch_domain" "bookings" {
  domain_name = "bookings"

  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = true

    master_user_options {
      master_user_arn = "arn:aws:iam::123456789012:role/search"
    }
  }
}
