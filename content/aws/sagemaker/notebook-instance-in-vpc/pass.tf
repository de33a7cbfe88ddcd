resource "aws_sagemaker_notebook_instance" "demand" {
  name            = "demand"
  role_arn        = "arn:aws:iam::123456789012:role/demand"
  instance_type   = "ml.t3.medium"
  subnet_id       = "subnet-0123456789abcdef0"
  security_groups = ["sg-0123456789abcdef0"]
}
