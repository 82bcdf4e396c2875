namespace Scimify.Core.Directory;

/// <summary>What one request of an identity provider may cost, so that no integration slows another down.</summary>
/// <param name="ReadTime">After this time, a read is stopped and the request is answered with 503.</param>
public sealed record DirectoryLimits(TimeSpan ReadTime)
{
    public static readonly DirectoryLimits Default = new(TimeSpan.FromSeconds(10));
}
