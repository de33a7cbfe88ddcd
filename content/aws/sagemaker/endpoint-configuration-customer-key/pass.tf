resource "aws_sagemaker_endpoint_configuration" "demand" {
  name        = "demand"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  production_variants {
    variant_name           = "all"
    model_name             = "demand"
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }
}
