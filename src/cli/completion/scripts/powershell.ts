/** The script for PowerShell, from 5.1 on. Where it offers nothing, PowerShell completes names of files by itself. */
export const powershell = `# PowerShell completion for wxpay: wxpay completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName wxpay -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $encoding = [Console]::OutputEncoding
  [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
  try {
    & wxpay __complete -- @before "=$wordToComplete" 2>$null | Select-Object -Skip 1 | ForEach-Object {
      $value, $description = $_ -split "\`t", 2
      if (-not $description) { $description = $value }
      [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
    }
  } finally {
    [Console]::OutputEncoding = $encoding
  }
}
`;
