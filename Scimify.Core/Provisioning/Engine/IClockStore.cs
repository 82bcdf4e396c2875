namespace Scimify.Core.Provisioning.Engine;

/// <summary>Everything in the database that waits for a time. Implemented in <c>Persistence</c>.</summary>
public interface IClockStore
{
    /// <summary>
    /// Ends waits that are longer than any that Scimify begins: the clock was set back meanwhile, and they would last for as long as
    /// it was set back. Several servers may do it, one after the other.
    /// </summary>
    Task EndLongWaitsAsync(CancellationToken ct);
}
