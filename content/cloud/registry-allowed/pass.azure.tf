resource "azurerm_container_app" "web" {
  name                         = "web"
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.App/managedEnvironments/web"
  resource_group_name          = "web"
  revision_mode                = "Single"

  template {
    container {
      name   = "web"
      image  = "registry.example.com/shop/web:1.4"
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
    image  = "registry.example.com/shop/batch:2"
    cpu    = 1
    memory = 1
  }
}
