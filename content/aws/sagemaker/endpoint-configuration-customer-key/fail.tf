resource "aws_sagemaker_endpoint_configuration" "demand" {
  name = "demand"

  production_variants {
    variant_name           = "all"
    model_name             = "demand"
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }
}
