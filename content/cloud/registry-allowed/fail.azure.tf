resource "azurerm_container_app" "web" {
  name                         = "web"
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.App/managedEnvironments/web"
  resource_group_name          = "web"
  revision_mode                = "Single"

  template {
    container {
      name   = "web"
      image  = "registry.example.com/other/web:1.4"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}

resource "azurerm_container_group" "batch" {
  name                = "batch"
  location            = "westeurope"
  resource_group_name = "web"
  os_type             = "Linux"

  container {
    name   = "batch"
    image  = "quay.io/somebody/batch:2"
    cpu    = 1
    memory = 1
  }
}

resource "azurerm_linux_web_app" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "web"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.Web/serverFarms/web"

  site_config {
    application_stack {
      docker_image_name   = "somebody/shop:3"
      docker_registry_url = "https://quay.io"
    }
  }
}

resource "azurerm_linux_function_app" "hooks" {
  name                = "hooks"
  location            = "westeurope"
  resource_group_name = "web"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.Web/serverFarms/web"

  site_config {
    application_stack {
      docker {
        registry_url = "https://index.docker.io"
        image_name   = "somebody/hooks"
        image_tag    = "3"
      }
    }
  }
}
