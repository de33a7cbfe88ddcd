resource "aws_sagemaker_notebook_instance" "demand" {
  name          = "demand"
  role_arn      = "arn:aws:iam::123456789012:role/demand"
  instance_type = "ml.t3.medium"
}
