resource "aws_sagemaker_notebook_instance" "demand" {
  name          = "demand"
  role_arn      = "arn:aws:iam::123456789012:role/demand"
  instance_type = "ml.t3.medium"
  kms_key_id    = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
