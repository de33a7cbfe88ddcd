output "endpoint" {
  value = aws_db_instance.this.endpoint
}

output "secret_arn" {
  description = "Where RDS keeps the password."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}

output "security_group_id" {
  value = aws_security_group.this.id
}
