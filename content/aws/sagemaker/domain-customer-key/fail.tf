resource "aws_sagemaker_domain" "demand" {
  domain_name = "demand"
  auth_mode   = "IAM"
  vpc_id      = "vpc-0a"
  subnet_ids  = ["subnet-0a"]

  default_user_settings {
    execution_role = "arn:aws:iam::123456789012:role/demand"
  }
}
