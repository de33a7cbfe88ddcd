locals {
  images = {
    booking-api     = { immutable = true, scanned = true }
    ticket-renderer = { immutable = true, scanned = true }
    timetable-web   = { immutable = false, scanned = false }
  }
}

resource "aws_ecr_repository" "this" {
  for_each = local.images

  name                 = "ferry/${each.key}"
  image_tag_mutability = each.value.immutable ? "IMMUTABLE" : "MUTABLE"

  image_scanning_configuration {
    scan_on_push = each.value.scanned
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.data.arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Untagged images go after two weeks"
      selection = {
        tagStatus   = "untagged"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = 14
      }
      action = { type = "expire" }
    }]
  })
}
