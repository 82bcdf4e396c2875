using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Counts bad tokens for each address. It counts and refuses only requests with a bad token. A good token from the same address,
/// perhaps of a whole company behind one gateway, goes on working.
/// </summary>
public sealed class BadTokenLimiter(TimeProvider clock) : AddressLimit(clock, PerMinute)
{
    public const int PerMinute = 30;
}
