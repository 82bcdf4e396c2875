namespace Scimify.Portal.Host.Settings;

/// <summary>The mail server that sends one-time links.</summary>
/// <param name="Host"><c>Scimify:Smtp:Host</c>.</param>
/// <param name="Port"><c>Scimify:Smtp:Port</c>.</param>
/// <param name="User"><c>Scimify:Smtp:User</c>; null for a server that asks for none.</param>
/// <param name="Password"><c>Scimify:Smtp:Password</c>; null exactly if there is no user.</param>
/// <param name="From"><c>Scimify:Smtp:From</c>, the address of the sender.</param>
/// <param name="Tls"><c>Scimify:Smtp:Tls</c>.</param>
public sealed record SmtpSettings(string Host, int Port, string? User, string? Password, string From, SmtpTls Tls)
{
    public override string ToString() => $"SmtpSettings {{ {Host}:{Port} }}";
}

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum SmtpTls
{
    /// <summary>It begins in clear and has to change to TLS (RFC 3207).</summary>
    StartTls,

    /// <summary>It is TLS from the beginning (RFC 8314), usually at port 465.</summary>
    Implicit,

    None,
}
