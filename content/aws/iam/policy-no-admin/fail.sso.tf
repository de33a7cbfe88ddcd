resource "aws_ssoadmin_permission_set_inline_policy" "clerks" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-0000000000000000"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-0000000000000000"
  inline_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
