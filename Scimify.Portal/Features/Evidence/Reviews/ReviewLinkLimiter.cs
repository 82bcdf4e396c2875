using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>Counts links that do not work for each address. A link that works goes on working from the same address, perhaps of a whole company behind one gateway.</summary>
public sealed class ReviewLinkLimiter(TimeProvider clock) : AddressLimit(clock, PerMinute)
{
    public const int PerMinute = 20;
}
