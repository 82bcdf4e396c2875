namespace Scimify.Core.Integrations;

/// <summary>Called after the commit that created, changed or deleted an integration. Must be quick and must not throw.</summary>
public interface IIntegrationWatcher
{
    void Changed(int integrationKey);

    /// <summary>Another server may have changed any of them, and it was not heard.</summary>
    void AnyMayHaveChanged();
}
