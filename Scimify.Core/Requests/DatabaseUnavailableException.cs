using Scimify.Core.Errors;

namespace Scimify.Core.Requests;

/// <summary>The database cannot do its work now. Nothing was written, unless <paramref name="isInDoubt"/> says so.</summary>
/// <param name="isInDoubt">The connection broke during the commit, so the change may have been made.</param>
public sealed class DatabaseUnavailableException(string message, bool isInDoubt = false, Exception? cause = null)
    : UnavailableException(message, new { code = "databaseUnavailable" }, TimeToWait, cause, ErrorCodes.DatabaseUnavailable)
{
    private static readonly TimeSpan TimeToWait = TimeSpan.FromSeconds(5);

    public bool IsInDoubt { get; } = isInDoubt;
}
