namespace Scimify.Core.Integrations;

/// <summary>Told after the commit that an integration was made, changed or deleted. Must be quick and must not throw.</summary>
public interface IIntegrationWatcher
{
    void Changed(int integrationKey);
}
